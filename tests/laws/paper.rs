//! The `paper` program, as its users meet it: it is killed, its file is damaged, it goes on.
