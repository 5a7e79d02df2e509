"""Changes: one act per verb, called by every surface. Who and now are handed in; rows and one Entry go together."""
