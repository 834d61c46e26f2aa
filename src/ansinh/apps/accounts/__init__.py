"""People who sign in, the roles they hold at organisations, invitations, and how they prove who they are."""
