// Package provider is the Terraform side: schemas, plans, state and diagnostics. Package ringcx decides what is sent to
// RingCX and what its answers mean; this package builds no URL and reads no status code.
package provider
