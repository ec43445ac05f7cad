"""Sign-in of parents and pupils through an outside provider of OpenID Connect, such as ЕСИА (ACC-4)."""
