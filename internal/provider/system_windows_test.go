package provider

import "os"

// programSuffix is what the name of a program ends with.
const programSuffix = ".exe"

// place makes a program available at another path: by a copy, because not everybody may make a symbolic link, and a
// hard link cannot be removed while the program runs.
func place(program, path string) error {
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o700)
}

// There are no signals but Ctrl-C, and none for a group.
var systemStops map[string]stop
