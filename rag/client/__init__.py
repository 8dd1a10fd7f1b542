"""An archive that another process serves, asked over HTTP."""
