/// Quorums of replicas of which none leads, as a deterministic state machine:
/// [dev.gamut.protocol.leaderless.Leaderless]. Follows Dynamo (DeCandia et al. 2007), dotted
/// version vectors (Preguiça et al. 2010) and server-wide clocks (Gonçalves et al. 2017).
@NullMarked
package dev.gamut.protocol.leaderless;

import org.jspecify.annotations.NullMarked;
