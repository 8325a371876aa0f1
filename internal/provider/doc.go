// Package provider is the Terraform side: schemas, plans, state and
// diagnostics. What is sent to RingCX, and what its answers mean, is decided in
// package ringcx; this package builds no URL and reads no status code.
package provider
