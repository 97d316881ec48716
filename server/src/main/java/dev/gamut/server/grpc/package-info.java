/// The door for every language: the public gRPC interface, module `api`.
@NullMarked
package dev.gamut.server.grpc;

import org.jspecify.annotations.NullMarked;
