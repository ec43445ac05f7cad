"""Words of the school to families: remarks, recommendations, messages; who has read them and what was answered."""
