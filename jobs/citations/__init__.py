"""Citations of stories and of what was said in them, in the forms that others read."""
