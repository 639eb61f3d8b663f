"""What developers run, none of it in the wheel: measuring, fitting, the encoder."""
