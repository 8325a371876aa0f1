package main

import (
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// isTerminal reports whether a file is a console.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// isScreen reports whether a file is a console that obeys escape sequences, which older ones have to be told to do.
func isScreen(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
