package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

const usage = `ringcx-doctor examines a RingCX login before Terraform uses it.

It takes the provider's settings from the environment (RINGCX_AUTH_MODE and so on), logs in, and says in one line for
each check what it saw and what to do: ok, warn, fail or skip. It only reads, unless -create-token is given.

Usage:

  ringcx-doctor [-create-token [-yes]] [-json]

  -create-token  also make one token, see how RingCX answers, and revoke it, whatever happens. It asks first.
  -yes           do not ask, for scripts
  -json          print a report to attach to an issue. It shows values by form only, such as <prefix>:<uuid>.

Examples:

  export RINGCX_AUTH_MODE=engage RINGCX_USERNAME=terraform@example.com RINGCX_PLATFORM_ID=...
  read -rs RINGCX_PASSWORD && export RINGCX_PASSWORD
  ringcx-doctor
  ringcx-doctor -json >report.json

Exit status: 0 if no check fails, 1 if one does or the run is stopped, 2 for wrong usage.
`

// options are the command line.
type options struct{ createToken, yes, json bool }

// errUsage is in an error about the command line.
var errUsage = errors.New("see ringcx-doctor -help")

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("ringcx-doctor", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run prints what is wrong, and help is longer
	flags.BoolVar(&o.createToken, "create-token", false, "")
	flags.BoolVar(&o.yes, "yes", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		err = fmt.Errorf("%w (%w)", err, errUsage)
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument (%w)", errUsage) // it may be a secret, so it is not repeated
	case o.yes && !o.createToken:
		err = fmt.Errorf("-yes answers the question of -create-token (%w)", errUsage)
	}
	return o, err
}

// run returns the exit status.
func run(ctx context.Context, args []string, w world) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(w.stdout, usage)
		return statusOK
	}
	if err == nil && o.createToken && !o.yes {
		err = w.ask(ctx)
	}
	if err != nil {
		_, _ = fmt.Fprintln(w.stderr, "ringcx-doctor:", err)
		if errors.Is(err, errDeclined) {
			return statusOK
		}
		return statusUsage
	}
	return examine(ctx, o, w)
}

func examine(ctx context.Context, o options, w world) int {
	program := "ringcx-doctor/" + version
	progress := &progress{w: w.stderr, on: w.shows}
	page := &page{w: w.stdout, colour: w.colours && w.getenv("NO_COLOR") == "" && w.getenv("TERM") != "dumb"}
	if o.json {
		page.w = io.Discard
	}
	req := doctor.Request{
		Environment: provider.ReadEnvironment(w.getenv, time.Now()), UserAgent: program, CreateToken: o.createToken,
		Begin: progress.begin, Tune: w.tune,
		Tell: func(r doctor.Result) {
			progress.end()
			page.line(r)
		},
	}
	told := progress.tellStop(ctx, o.createToken)
	results := doctor.Run(ctx, req)
	told()
	page.summary(results, ctx.Err() != nil)
	if o.json {
		if err := doctor.NewReport(program, req, results).Write(w.stdout); err != nil {
			_, _ = fmt.Fprintln(w.stderr, "ringcx-doctor: cannot write the report:", err)
			return statusFail
		}
		page.w = w.stderr
	}
	if o.createToken {
		page.takenBack(results[len(results)-1])
	}
	if doctor.Failed(results) || ctx.Err() != nil {
		return statusFail
	}
	return statusOK
}

var errDeclined = errors.New("nothing was made, and nothing was checked")

// ask asks whether a token may be made. A stop answers no.
func (w world) ask(ctx context.Context) error {
	if !w.asks {
		return fmt.Errorf("-create-token asks first, and there is no terminal: add -yes (%w)", errUsage)
	}
	_, _ = io.WriteString(w.stderr, "This makes one API token for the user of this login, and revokes it again. Tokens "+
		"have no names:\nno other program should make one for the same user meanwhile.\nOnly \"yes\" is accepted: ")
	answered := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(w.stdin).ReadString('\n')
		answered <- line
	}()
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(w.stderr)
	case answer := <-answered:
		if strings.TrimSpace(answer) == "yes" {
			return nil
		}
	}
	return errDeclined
}
