// Judges histories with Porcupine: porcupine MODEL SECONDS RUNS FILE...
//
// Reads JSON lines as Gamut's checker does, and prints a line a file: verdict, and the milliseconds
// of the median of the runs. What ended as info returns after everything else, if it writes, and is
// left out, if it reads: that is how Porcupine is told of what nobody knows.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

type record struct {
	Process int
	Type    string
	F       string
	Key     string
	Value   json.RawMessage
}

type input struct {
	f    string
	key  string
	text string
	from int
	to   int
}

type output struct {
	failed  bool
	unknown bool
	text    string
	number  int
}

const absent = -1

// The three models are those of Porcupine's own tests, with a key to part by.
func modelNamed(name string) porcupine.Model {
	model := porcupine.Model{PartitionEvent: partition}
	if name == "kv" {
		model.Init = func() interface{} { return "" }
		model.Step = stepText
	} else {
		model.Init = func() interface{} { return absent }
		model.Step = stepNumber
	}
	return model
}

func stepText(state, in, out interface{}) (bool, interface{}) {
	i := in.(input)
	held := state.(string)
	switch i.f {
	case "get":
		return out.(output).text == held, state
	case "put":
		return true, i.text
	default:
		return true, held + i.text
	}
}

func stepNumber(state, in, out interface{}) (bool, interface{}) {
	i := in.(input)
	o := out.(output)
	held := state.(int)
	switch i.f {
	case "read":
		return o.number == held, state
	case "write":
		return true, i.to
	default:
		if o.failed {
			return held != i.from, state
		}
		if held == i.from {
			return true, i.to
		}
		return o.unknown, state
	}
}

func partition(events []porcupine.Event) [][]porcupine.Event {
	place := map[string]int{}
	keyOf := map[int]string{}
	var parts [][]porcupine.Event
	for _, event := range events {
		if event.Kind == porcupine.CallEvent {
			keyOf[event.Id] = event.Value.(input).key
		}
		key := keyOf[event.Id]
		at, known := place[key]
		if !known {
			at = len(parts)
			place[key] = at
			parts = append(parts, nil)
		}
		parts[at] = append(parts[at], event)
	}
	return parts
}

func call(model string, r record) input {
	in := input{f: r.F, key: r.Key}
	switch {
	case r.F == "cas":
		var pair [2]int
		must(json.Unmarshal(r.Value, &pair))
		in.from, in.to = pair[0], pair[1]
	case model == "kv":
		in.text = text(r.Value)
	default:
		in.to = number(r.Value)
	}
	return in
}

func result(model string, r record) output {
	if r.Type == "fail" {
		return output{failed: true}
	}
	if r.F == "get" {
		return output{text: text(r.Value)}
	}
	if r.F == "read" {
		return output{number: number(r.Value)}
	}
	return output{}
}

func text(raw json.RawMessage) string {
	var value *string
	must(json.Unmarshal(raw, &value))
	if value == nil {
		return ""
	}
	return *value
}

func number(raw json.RawMessage) int {
	if string(raw) == "null" {
		return absent
	}
	value, err := strconv.Atoi(string(raw))
	must(err)
	return value
}

func read(path, model string) []porcupine.Event {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	var events []porcupine.Event
	open := map[int]record{} // by process
	idOf := map[int]int{}
	left := map[int]bool{} // operations that say nothing
	next := 0
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		var r record
		must(decoder.Decode(&r))
		if r.Type == "invoke" {
			open[r.Process] = r
			idOf[r.Process] = next
			events = append(events, porcupine.Event{
				ClientId: r.Process, Kind: porcupine.CallEvent, Value: call(model, r), Id: next})
			next++
		} else if r.Type != "info" {
			id := idOf[r.Process]
			delete(open, r.Process)
			if r.Type == "fail" && r.F != "cas" {
				left[id] = true
				continue
			}
			events = append(events, porcupine.Event{
				ClientId: r.Process, Kind: porcupine.ReturnEvent, Value: result(model, r), Id: id})
		}
	}
	for process, r := range open {
		if r.F == "get" || r.F == "read" {
			left[idOf[process]] = true
		}
	}
	var unknown []int
	for process := range open {
		if !left[idOf[process]] {
			unknown = append(unknown, process)
		}
	}
	sort.Ints(unknown)
	for _, process := range unknown {
		events = append(events, porcupine.Event{
			ClientId: process, Kind: porcupine.ReturnEvent, Value: output{unknown: true}, Id: idOf[process]})
	}
	kept := events[:0]
	for _, event := range events {
		if !left[event.Id] {
			kept = append(kept, event)
		}
	}
	return kept
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: porcupine MODEL SECONDS RUNS FILE...")
		os.Exit(2)
	}
	seconds, err := strconv.ParseFloat(os.Args[2], 64)
	must(err)
	runs, err := strconv.Atoi(os.Args[3])
	must(err)
	model := modelNamed(os.Args[1])
	for _, path := range os.Args[4:] {
		events := read(path, os.Args[1])
		var millis []float64
		var verdict porcupine.CheckResult
		for run := 0; run < runs; run++ {
			start := time.Now()
			verdict = porcupine.CheckEventsTimeout(model, events, time.Duration(seconds*1e9))
			millis = append(millis, float64(time.Since(start).Nanoseconds())/1e6)
			if verdict == porcupine.Unknown {
				break
			}
		}
		sort.Float64s(millis)
		fmt.Printf("%s %.4f\n", verdict, millis[len(millis)/2])
	}
}
