// Command recording draws what a command has printed as a terminal in which it runs, an animated SVG:
//
//	go run ./cmd/demo | go run ./internal/cmd/recording >assets/demo.svg
//
// What differs from run to run, such as ids and ports, is made the same, so that the file changes only with the output.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	printed, err := io.ReadAll(os.Stdin)
	if err == nil && len(printed) == 0 {
		err = io.ErrUnexpectedEOF // the command before the pipe has failed
	}
	if err == nil {
		_, err = io.WriteString(os.Stdout, draw(steady(string(printed))))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "recording:", err)
		os.Exit(1)
	}
}
