"""What people type about themselves, checked."""
