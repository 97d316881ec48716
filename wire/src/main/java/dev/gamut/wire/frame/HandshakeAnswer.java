package dev.gamut.wire.frame;

/// What a node says to a [Hello].
public sealed interface HandshakeAnswer permits Welcome, Refused {}
