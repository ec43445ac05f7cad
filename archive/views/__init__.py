"""The pages of the archive: kept volumes, history and its seals."""
