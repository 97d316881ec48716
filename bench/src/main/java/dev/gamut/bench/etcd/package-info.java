/// etcd as a peer: installs it, runs three nodes, and speaks its gRPC protocol.
@NullMarked
package dev.gamut.bench.etcd;

import org.jspecify.annotations.NullMarked;
