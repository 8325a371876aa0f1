package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// Ends where no second process can be started. Only Linux runs a program that has no file any more.
func init() {
	ends["no second, Ctrl-C"] = end{
		by: stopped(clitest.Interrupt), prepare: noSecond, waits: true, prints: "serves as a single process",
	}
	ends["no second, killed"] = end{by: signalled(syscall.SIGKILL, 1), prepare: noSecond}
}

// noSecond has Terraform start a provider that cannot start itself again, because its program has no file any more.
func noSecond(w *workspace) {
	w.t.Helper()
	plugin := filepath.Join(w.cli.Dir, "terraform-provider-ringcx")
	script := fmt.Sprintf("#!/bin/sh\ncp '%s' '%s'\nexec 9<'%[2]s'\nrm '%[2]s'\nexec /proc/$$/fd/9\n",
		testBinary(w.t), filepath.Join(w.cli.Dir, "copy-"+strconv.Itoa(os.Getpid())))
	_ = os.Remove(plugin)
	if err := os.WriteFile(plugin, []byte(script), 0o700); err != nil {
		w.t.Fatal(err)
	}
	w.env["TF_LOG"] = "WARN"
}
