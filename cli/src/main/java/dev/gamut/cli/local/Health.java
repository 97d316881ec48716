package dev.gamut.cli.local;

import dev.gamut.server.config.Member;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a node whether it serves: `GET /health` on its HTTP port, 200 for yes.
final class Health {
  private static final int PATIENCE_MILLIS = 1000;

  private Health() {}

  static boolean isServing(Member member) {
    try {
      URI address = URI.create("http://" + member.host() + ":" + member.httpPort() + "/health");
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException _) {
      return false;
    }
  }
}
