package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// options are the command line.
type options struct {
	listen string
	tenant simulator.Config
}

// parse reads the command line: each switch of simulator.Config, and the file that describes the tenant.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	cfg := &o.tenant
	flags := flag.NewFlagSet("ringcx-simulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8787", "loopback `address` to listen on; port 0 takes a free one")
	file := flags.String("config", "", "JSON `file` with the tenant's users, accounts and objects; without it, the "+
		"default tenant")
	flags.IntVar(&cfg.Tokens, "tokens", 0, "`number` of API tokens that the first user has from the start, beside the "+
		"one that is printed")
	flags.DurationVar(&cfg.SessionLifetime, "session-lifetime", 5*time.Minute, "life of a RingCX access token")
	limits := flags.Bool("limits", false, "apply RingCX's documented rate limits")
	flags.Func("limit", "apply a rate `limit` such as \"5/1m\", \"5/1m,seconds\" or \"5/1m,date,POST "+
		"/v1/admin/token\": requests in a time, the form of Retry-After (default none), together if all "+
		"credentials of a client count together, and its routes (default all); may be repeated", func(value string) error {
		limit, err := parseLimit(value)
		cfg.Limits = append(cfg.Limits, limit)
		return err
	})

	choice(flags, &cfg.Delete, "delete-reply", "the `form` of the reply to a deletion", "true", "no-content")
	choice(flags, &cfg.UnknownDelete, "unknown-delete-reply", "the `form` of the reply to the deletion of what does "+
		"not exist", "false", "not-found")
	choice(flags, &cfg.Token, "token-reply", "the `form` of the reply with a new token", "plain", "quoted",
		"trailing-newline")
	choice(flags, &cfg.Spelling, "token-spelling", "the `form` of the reply with a new token spells it as the list "+
		"does, or otherwise", "same", "bare", "upper")
	choice(flags, &cfg.List, "list-reply", "the `form` of the reply with a list of tokens", "array", "braces")
	flags.DurationVar(&cfg.ListLag, "list-lag", 0, "`how far` lists are behind, of tokens, users, rights documents and "+
		"assignments")
	flags.Func("list-extra", "`text` that every token list holds beside tokens; may be repeated",
		func(value string) error {
			cfg.ListExtra = append(cfg.ListExtra, value)
			return nil
		})
	flags.BoolVar(&cfg.Shuffle, "shuffle", false, "list tokens in random order")
	flags.BoolVar(&cfg.BareTokens, "bare-tokens", false, "make tokens that are bare UUIDs, without the platform's prefix")
	flags.BoolVar(&cfg.OpaqueTokens, "opaque-tokens", false, "make tokens of a form that no document has")
	flags.BoolVar(&cfg.SessionStrict, "session-strict", false, "refuse an access token in X-Auth-Token")
	flags.BoolVar(&cfg.AcceptStrict, "accept-strict", false, "refuse requests whose Accept excludes the reply")
	flags.BoolVar(&cfg.ParametersStrict, "parameters-strict", false, "require platformId and rcTokenType")
	flags.BoolVar(&cfg.RefreshOnRequest, "refresh-on-request", false, "give a refresh token for an exchange only with "+
		"includeRefresh=true")
	flags.BoolVar(&cfg.NoAgents, "no-agents", false, "have users who are no agents: agentDetails is null")
	flags.BoolVar(&cfg.RolesAsStrings, "roles-as-strings", false, "print the roles of a user as strings instead of "+
		"objects")

	rightsFlags(flags, &cfg.Rights)
	lookupFlags(flags, &cfg.Lookups)
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case cfg.Tokens < 0:
		return o, errors.New("-tokens must not be negative")
	case cfg.SessionLifetime <= 0:
		return o, errors.New("-session-lifetime must be positive")
	case cfg.ListLag < 0:
		return o, errors.New("-list-lag must not be negative")
	}
	if *limits {
		cfg.Limits = append(cfg.Limits, simulator.DocumentedLimits()...)
	}
	cfg.Tokens++ // one more, for the token that is printed
	if err := readTenant(*file, cfg); err != nil {
		return o, err
	}
	return o, requireLoopback(o.listen)
}

// choice defines a flag whose forms have names, in the order of their constants.
func choice[T ~int](flags *flag.FlagSet, target *T, name, about string, forms ...string) {
	want := strings.Join(forms, ", ")
	flags.Func(name, fmt.Sprintf("%s: %s (default %s)", about, want, forms[0]), func(value string) error {
		i := slices.Index(forms, value)
		if i < 0 {
			return fmt.Errorf("want one of %s", want)
		}
		*target = T(i)
		return nil
	})
}

// parseLimit reads "REQUESTS/TIME[,seconds|date][,together][,ROUTE]...".
func parseLimit(value string) (limit simulator.Limit, err error) {
	parts := strings.Split(value, ",")
	requests, window, _ := strings.Cut(parts[0], "/")
	limit.Requests, err = strconv.Atoi(requests)
	if err == nil {
		limit.Window, err = time.ParseDuration(window)
	}
	if err != nil || limit.Requests <= 0 || limit.Window <= 0 {
		return limit, fmt.Errorf("%q is not a number of requests and a time, such as 5/1m", parts[0])
	}
	for _, part := range parts[1:] {
		switch route := simulator.Route(part); {
		case part == "seconds":
			limit.RetryAfter = simulator.RetryAfterSeconds
		case part == "date":
			limit.RetryAfter = simulator.RetryAfterDate
		case part == "together":
			limit.Together = true
		case slices.Contains(simulator.Routes(), route):
			limit.Routes = append(limit.Routes, route)
		default:
			return limit, fmt.Errorf("%q is neither seconds, date, together nor one of the routes %q", part, simulator.Routes())
		}
	}
	return limit, nil
}

// readTenant adds what the file describes to the configuration.
func readTenant(file string, cfg *simulator.Config) error {
	if file == "" {
		return nil
	}
	f, err := os.Open(file) //nolint:gosec // the user names it
	if err != nil {
		return fmt.Errorf("-config: %w", err)
	}
	defer func() { _ = f.Close() }()
	tenant, err := simulator.ReadTenant(f)
	if err != nil {
		return fmt.Errorf("-config: %s: %w", file, err)
	}
	cfg.PlatformID, cfg.ClientID, cfg.ClientSecret = tenant.PlatformID, tenant.ClientID, tenant.ClientSecret
	cfg.Users, cfg.Accounts, cfg.Objects = tenant.Users, tenant.Accounts, tenant.Objects
	return nil
}

// requireLoopback refuses an address that other machines can reach: the control API shows every token, and the
// connection is not encrypted.
func requireLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("-listen: %q is not a loopback address; use 127.0.0.1, ::1 or localhost", host)
	}
	return nil
}
