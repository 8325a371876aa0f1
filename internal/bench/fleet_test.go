package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReadFleets(t *testing.T) {
	const out = `{"Action":"run","Test":"TestFleet/no_limits"}
{"Action":"attr","Test":"TestFleet/some_limits","Key":"requests","Value":"120"}
{"Action":"attr","Test":"TestFleet/some_limits","Key":"refused","Value":"3"}
{"Action":"attr","Test":"TestFleet/some_limits","Key":"seconds","Value":"421.4"}
{"Action":"attr","Test":"TestFleet/some_limits","Key":"least","Value":"480"}
{"Action":"attr","Test":"TestFleet/no_limits","Key":"seconds","Value":"8.6"}
{"Action":"pass","Test":"TestFleet"}
`
	fleets, err := readFleets([]byte(out))
	want := []fleet{
		{limits: "some limits", requests: 120, refused: 3, time: 421400 * time.Millisecond, least: 8 * time.Minute},
		{limits: "no limits", time: 8600 * time.Millisecond},
	}
	if err != nil || !slices.Equal(fleets, want) {
		t.Errorf("got %+v, %v", fleets, err)
	}
	if table := fleetTable(fleets); !strings.Contains(table, "| some limits | 120 | 3 | 7m1.4s | 8m0s | 0.88 |\n| no "+
		"limits | 0 | 0 | 8.6s |  |  |\n") {
		t.Errorf("got:\n%s", table)
	}
	if _, err := readFleets([]byte("no JSON")); err == nil {
		t.Error("what is no JSON was read")
	}
}
