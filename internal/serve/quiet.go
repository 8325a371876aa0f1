package serve

import (
	"context"
	"io"
	"log" //nolint:depguard // to turn it off
	"os"
	"strings"
)

// Variables of terraform-plugin-log that set the log levels: of terraform-plugin-go with its protocol and framework
// subsystems, and of this provider.
const (
	sdkLog      = "TF_LOG_SDK"
	providerLog = "TF_LOG_PROVIDER_RINGCX"
)

var logVariables = []string{sdkLog, sdkLog + "_PROTO", sdkLog + "_FRAMEWORK", providerLog}

// logWanted decides whether anybody may read what the provider logs. The provider inherits Terraform's environment. If
// none of these variables is set there, Terraform shows no provider logs at any level.
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

// turnOffLogs turns logging off. By default the libraries log at TRACE, as JSON, which Terraform parses and discards: a
// third of the time of a plan over many tokens.
func turnOffLogs() {
	for _, name := range logVariables {
		_ = os.Setenv(name, "off") // fails only for invalid names
	}
}

// muteStandardLog discards the output of Go's package log. The provider does not use it, but net/http prints there what
// a server sends after the end of a body, which may be secrets, and with GODEBUG=http2debug every header. That cannot
// be turned off. Terraform shows this process's standard error in its own log.
func muteStandardLog() { log.SetOutput(io.Discard) }

// withoutLoggers returns a context that ends with ctx and has none of its values, which are loggers. The framework
// keeps the context of every call until the process ends, and with loggers that is about 10 KiB each.
func withoutLoggers(ctx context.Context) context.Context {
	bare, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, cancel)
	return bare
}
