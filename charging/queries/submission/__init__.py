"""The file on its way to the CPS: judged before it is sent, sealed, and read back from its seal."""
