// Command terraform-provider-ringcx is the Terraform provider for RingCX.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
	"github.com/ringcx/terraform-provider-ringcx/internal/serve"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run with support for debuggers like delve")
	flag.Parse()

	p := serve.Provider{
		Address: provider.Address, New: provider.New(version), RequestTimeout: provider.RequestTimeout,
		Undoable: provider.Undoable, Unrecorded: provider.Unrecorded,
	}
	run := p.Serve
	if *debug {
		run = p.ServeAttached
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
