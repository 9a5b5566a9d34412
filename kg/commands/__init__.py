"""The commands of `kg`, one file a group; `kg.cli` lists them."""
