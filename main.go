// Command terraform-provider-ringcx is the Terraform provider for RingCX.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run with support for debuggers like delve")
	flag.Parse()

	if err := provider.Serve(provider.New(version), *debug); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
