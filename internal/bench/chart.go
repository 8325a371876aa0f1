package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// point is a plan over a number of tokens.
type point struct {
	tokens             int
	real, plain, quiet time.Duration
	requests, rest     int // of this provider, and of one that reads each token by itself
}

// growth are the plans with fast answers, by number of tokens.
func growth(results []result) []point {
	var points []point
	for _, r := range results {
		if v := compare(r.rounds); v != (versus{}) && r.login == engage && r.delay == 0 {
			points = append(points, point{r.n, v.real, v.plain, v.quiet, r.plan.requests, restRequests(r.scenario)})
		}
	}
	return points
}

// The chart has two panels of this size, in which the axes cross at left and bottom.
const (
	panelWidth, panelHeight = 410, 320
	left, right             = 64, 24
	top, bottom             = 58, 44
)

// panel draws one panel: lines over the number of tokens, the axes, and a legend.
type panel struct {
	strings.Builder
	x0        int
	maxTokens int
	max       float64 // value at the top
}

func (p *panel) at(tokens int, value float64) (x, y float64) {
	return float64(p.x0+left) + float64(tokens)/float64(p.maxTokens)*(panelWidth-left-right),
		top + (1-value/p.max)*(panelHeight-top-bottom)
}

func (p *panel) axes(title string, points []point, label string) {
	fmt.Fprintf(p, "<text class=\"title\" x=\"%d\" y=\"20\">%s</text>\n", p.x0+left, title)
	for quarter := range 5 {
		tick := p.max / 4 * float64(quarter)
		x, y := p.at(0, tick)
		fmt.Fprintf(p, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"+
			"<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">"+label+"</text>\n",
			x, y, p.x0+panelWidth-right, y, x-6, y+4, tick)
	}
	for _, t := range points {
		if x, _ := p.at(t.tokens, 0); t.tokens >= p.maxTokens/10 {
			fmt.Fprintf(p, "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", x,
				panelHeight-bottom+18, t.tokens)
		}
	}
	fmt.Fprintf(p, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">tokens</text>\n",
		p.x0+(left+panelWidth-right)/2, panelHeight-8)
}

// line draws the nth line of the panel and names it.
func (p *panel) line(n int, class, name string, points []point, value func(point) float64) {
	var corners []string
	for _, point := range points {
		x, y := p.at(point.tokens, value(point))
		corners = append(corners, fmt.Sprintf("%.1f,%.1f", x, y))
		fmt.Fprintf(p, "<circle class=\"%s dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", class, x, y)
	}
	x, y := p.x0+left+10, top+12+16*n
	fmt.Fprintf(p, "<polyline class=\"%[1]s\" points=\"%[2]s\"/><line class=\"%[1]s\" x1=\"%[3]d\" y1=\"%[4]d\" "+
		"x2=\"%[5]d\" y2=\"%[4]d\"/><text class=\"tick\" x=\"%[6]d\" y=\"%[7]d\">%[8]s</text>\n", class,
		strings.Join(corners, " "), x, y, x+22, x+28, y+4, name)
}

// style has the colours on light and on dark pages.
const style = `<style>
text { font: 12px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 14px; }
.tick { fill: #59636e; }
.grid { stroke: #d1d9e0; }
polyline { fill: none; }
.ringcx { stroke: #0969da; stroke-width: 2.5; }
.plain { stroke: #bc4c00; stroke-width: 1.5; }
.quiet { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 5 4; }
.ringcx.dot { fill: #0969da; } .plain.dot { fill: #bc4c00; } .quiet.dot { fill: #59636e; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .tick { fill: #9198a1; } .grid { stroke: #3d444d; }
  .ringcx { stroke: #4493f8; } .plain { stroke: #db6d28; } .quiet { stroke: #9198a1; }
  .ringcx.dot { fill: #4493f8; } .plain.dot { fill: #db6d28; } .quiet.dot { fill: #9198a1; }
}
</style>
`

// chart draws how the time and the requests of a plan grow, as an SVG.
func chart(points []point) string {
	if len(points) == 0 {
		return ""
	}
	last := points[len(points)-1]
	seconds := panel{maxTokens: last.tokens, max: roundUp(max(last.real, last.plain, last.quiet).Seconds())}
	seconds.axes("Time of a plan", points, "%.3g s")
	seconds.line(0, "ringcx", "ringcx", points, func(p point) float64 { return p.real.Seconds() })
	seconds.line(1, "plain", "a provider that only logs", points, func(p point) float64 { return p.plain.Seconds() })
	seconds.line(2, "quiet", "one that does nothing", points, func(p point) float64 { return p.quiet.Seconds() })

	requests := panel{x0: panelWidth, maxTokens: last.tokens, max: roundUp(float64(last.rest))}
	requests.axes("Requests of a plan", points, "%.0f")
	requests.line(0, "ringcx", "ringcx", points, func(p point) float64 { return float64(p.requests) })
	requests.line(1, "plain", "a provider that reads each token", points, func(p point) float64 { return float64(p.rest) })
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %[1]d %[2]d\" width=\"%[1]d\" "+
		"height=\"%[2]d\" role=\"img\">\n%[3]s%[4]s%[5]s</svg>\n", 2*panelWidth, panelHeight, style, seconds.String(),
		requests.String())
}

// roundUp rounds up to one digit.
func roundUp(value float64) float64 {
	unit := math.Pow10(int(math.Floor(math.Log10(value))))
	return math.Ceil(value/unit) * unit
}
