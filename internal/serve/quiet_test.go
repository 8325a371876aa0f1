package serve

import "testing"

// Whoever asks for a log gets one, in every combination of the variables that ask.
func TestLogWanted(t *testing.T) {
	t.Parallel()
	asking := []string{
		"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_PROVIDER_RINGCX",
		"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO_DATA_DIR",
	}
	others := []string{
		"PATH=/bin", "TF_LOG_CORE=TRACE", "TF_LOG_PATH=x", "TF_LOG_PROVIDER_OTHER=TRACE", "TF_CLI_ARGS=-no-color",
	}
	for set := range 1 << len(asking) {
		environ := others
		for i, name := range asking {
			value := ""
			if set&(1<<i) != 0 {
				value = "INFO"
			}
			environ = append(environ, name+"="+value)
		}
		if got, want := logWanted(environ), set != 0; got != want {
			t.Errorf("%v: %v, want %v", environ, got, want)
		}
	}
	if logWanted(others) {
		t.Error("nobody has asked")
	}
}
