package main

import (
	"fmt"
	"html"
	"strings"
	"time"
	"unicode/utf8"
)

// The terminal.
const (
	columns, rows = 132, 26
	lineHeight    = 18
	padding       = 14
	width         = columns*29/4 + 2*padding // 12 pixels of a monospaced font are 7.2 wide
	height        = rows*lineHeight + 2*padding
)

// style is what a line begins with, how it looks, and how long it is looked at.
type style struct {
	prefix, class string
	before, after time.Duration // that the line comes, and that it stands alone
}

var styles = []style{
	{"### ", "step", 2 * time.Second, time.Second},
	{"$ ", "command", 0, 700 * time.Millisecond},
	{"--> ", "checked", 300 * time.Millisecond, 900 * time.Millisecond},
	{"Plan: ", "plan", 300 * time.Millisecond, 900 * time.Millisecond},
	{"Warning: ", "warning", 300 * time.Millisecond, 900 * time.Millisecond},
	{"  + ", "added", 0, perLine},
	{"      + ", "added", 0, perLine},
	{"  - ", "removed", 0, perLine},
	{"      - ", "removed", 0, perLine},
	{"", "text", 0, perLine},
}

const (
	perLine = 30 * time.Millisecond
	atEnd   = 5 * time.Second
)

func styleOf(line string) style {
	for _, s := range styles {
		if strings.HasPrefix(line, s.prefix) {
			return s
		}
	}
	return style{}
}

// wrapped breaks a line as a terminal does.
func wrapped(line string) []string {
	var parts []string
	for utf8.RuneCountInString(line) > columns {
		runes := []rune(line)
		parts, line = append(parts, string(runes[:columns])), string(runes[columns:])
	}
	return append(parts, line)
}

const look = `<style>
rect { fill: #0d1117; }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9;
  white-space: pre; }
.step { fill: #f0f6fc; font-weight: bold; } .command { fill: #79c0ff; } .checked, .added { fill: #7ee787; }
.removed { fill: #ff7b72; } .warning { fill: #e3b341; } .plan { font-weight: bold; }
`

// draw returns an SVG in which the lines come from below, one after the other, again and again.
func draw(lines []string) string {
	var texts, frames strings.Builder
	var at []time.Duration // each row comes
	var now time.Duration
	for _, line := range lines {
		s := styleOf(line)
		now += s.before
		for _, part := range wrapped(line) {
			fmt.Fprintf(&texts, "<text class=\"%s\" x=\"%d\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", s.class, padding,
				padding+13+len(at)*lineHeight, html.EscapeString(part))
			at = append(at, now)
		}
		now += s.after
	}
	total := now + atEnd
	scrolled := func(shown int) int { return (rows - shown) * lineHeight }
	fmt.Fprintf(&frames, "0%% { transform: translateY(%dpx); }\n", scrolled(0))
	for i, t := range at {
		if i+1 < len(at) && at[i+1] == t {
			continue
		}
		fmt.Fprintf(&frames, "%.3f%% { transform: translateY(%dpx); }\n", 100*t.Seconds()/total.Seconds(), scrolled(i+1))
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %[1]d %[2]d\" width=\"%[1]d\" "+
		"height=\"%[2]d\" role=\"img\">\n%[3]s@keyframes scroll {\n%[4]s100%% { transform: translateY(%[5]dpx); }\n}\n"+
		".screen { animation: scroll %.1[6]fs step-end infinite; }\n"+
		"@media (prefers-reduced-motion: reduce) { .screen { animation: none; transform: translateY(%[5]dpx); } }\n"+
		"</style>\n<rect width=\"%[1]d\" height=\"%[2]d\" rx=\"8\"/>\n<svg x=\"0\" y=\"%[7]d\" width=\"%[1]d\" "+
		"height=\"%[8]d\"><g class=\"screen\">\n%[9]s</g></svg>\n</svg>\n",
		width, height, look, frames.String(), scrolled(len(at)), total.Seconds(), padding/2, height-padding, texts.String())
}
