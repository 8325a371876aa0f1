package provider

import (
	"context"
	"io"
	"log" //nolint:depguard // to turn it off
	"os"
	"strings"
)

// The variables by which terraform-plugin-log decides what is written: by terraform-plugin-go, in it about the protocol,
// by the framework, by this provider.
const (
	sdkLog      = "TF_LOG_SDK"
	providerLog = "TF_LOG_PROVIDER_RINGCX"
)

var silenced = []string{sdkLog, sdkLog + "_PROTO", sdkLog + "_FRAMEWORK", providerLog}

// logWanted decides whether anybody may read what the provider logs. Without one of these variables in its environment,
// which is the provider's too, Terraform shows no line of a provider's log, at any level.
func logWanted(environ []string) bool {
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name) // Windows
		wanted := name == "TF_LOG" || name == "TF_LOG_PROVIDER" || name == providerLog || strings.HasPrefix(name, sdkLog)
		if wanted && value != "" {
			return true
		}
	}
	return false
}

// silence has nobody write a log. The libraries log at TRACE unless they are told otherwise, as JSON, which Terraform
// reads and throws away: a third of the time of a plan over many tokens.
func silence() {
	for _, name := range silenced {
		_ = os.Setenv(name, "off") // fails for names that are not valid only
	}
}

// muteStandardLog has nobody write to the logger of Go's package log. Nothing of ours does, but net/http prints there
// what a server sends after the end of a body, which may be tokens, and with GODEBUG=http2debug every header; it cannot
// be told not to. Terraform shows this process's standard error in its own log.
func muteStandardLog() { log.SetOutput(io.Discard) }

// withoutLoggers returns a context that ends with ctx and has none of its values. Those of a call are its loggers, and
// the framework keeps the context of every call until the process ends, some 10 KiB each with them.
func withoutLoggers(ctx context.Context) context.Context {
	bare, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, cancel)
	return bare
}
