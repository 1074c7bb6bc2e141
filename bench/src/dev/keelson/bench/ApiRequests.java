package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;

/** What the callers ask: their account and the first page of their notifications, in turns, each time another caller. */
final class ApiRequests {
    static final int KINDS = 2;

    private static final String[] PATHS = {"/api/v1/me", "/api/v1/notifications"};

    private final ByteBuffer[][] requests;
    private final int[] order;
    private int taken;

    ApiRequests(ApiTokens tokens, String issuer, int callers) {
        requests = IntStream.range(0, callers)
                .parallel()
                .mapToObj(caller ->
                        ofCaller(tokens.token(ApiTables.clerkId(caller), ApiTables.sessionId(caller), issuer)))
                .toArray(ByteBuffer[][]::new);
        order = new Random(20_260_901).ints(callers * 8L, 0, callers).toArray();
    }

    static String name(int kind) {
        return "GET " + PATHS[kind];
    }

    private static ByteBuffer[] ofCaller(String token) {
        var both = new ByteBuffer[KINDS];
        for (int kind = 0; kind < KINDS; kind++) {
            byte[] request = """
                    GET %s HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Accept: application/json\r
                    Origin: https://app.example.com\r
                    Authorization: Bearer %s\r
                    \r
                    """.formatted(PATHS[kind], token).getBytes(ISO_8859_1);
            both[kind] = ByteBuffer.allocateDirect(request.length).put(request).flip();
        }
        return both;
    }

    /** The next one, of the kind, ready to be written. */
    ByteBuffer next(int kind) {
        return requests[order[taken++ % order.length]][kind].duplicate();
    }
}
