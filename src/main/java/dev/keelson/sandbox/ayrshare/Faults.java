package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxReset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Which networks were told to refuse the next posts, and how. Forgotten on a restart. */
@Component
class Faults {
    private final Map<Network, Fault> faults = new ConcurrentHashMap<>();

    /**
     * @param code the error code to fail with
     * @param calls how many more posts to fail
     */
    record Fault(int code, int calls) {}

    void tell(Network network, Fault fault) {
        faults.put(network, fault);
    }

    @Nullable
    Fault told(Network network) {
        return faults.get(network);
    }

    void forget(Network network) {
        faults.remove(network);
    }

    @EventListener(SandboxReset.class)
    void reset() {
        faults.clear();
    }

    /** What the post that is just being published there has to suffer; counts it. */
    Optional<PostError> next(Network network) {
        var code = new int[1];
        faults.computeIfPresent(network, (key, fault) -> {
            code[0] = fault.code();
            return fault.calls() == 1 ? null : new Fault(fault.code(), fault.calls() - 1);
        });
        return code[0] == 0 ? Optional.empty() : Optional.of(error(network, code[0]));
    }

    /** @param word a number, or one of the words that stand for the network's own number */
    static Optional<Integer> code(Network network, String word) {
        if (word.matches("[1-9]\\d{2}")) {
            return Optional.of(Integer.valueOf(word));
        }
        return Optional.ofNullable(
                        switch (word) {
                            case "relink" ->
                                own(network, Code.FACEBOOK_AUTHORISATION, Code.X_AUTHORISATION, Code.NOT_LINKED);
                            case "duplicate" -> own(network, Code.FACEBOOK_DUPLICATE, Code.X_DUPLICATE, Code.DUPLICATE);
                            case "processing" ->
                                network == Network.TIKTOK ? Code.TIKTOK_PROCESSING : Code.PROCESSING_TIMEOUT;
                            case "media" ->
                                network == Network.INSTAGRAM ? Code.INSTAGRAM_MEDIA : Code.MEDIA_UNREACHABLE;
                            case "rate" -> Code.RATE_LIMITED;
                            case "verify" -> Code.REEL_MAYBE_PUBLISHED;
                            default -> null;
                        })
                .map(Code::number);
    }

    private static Code own(Network network, Code facebook, Code x, Code others) {
        return network == Network.FACEBOOK ? facebook : network == Network.TWITTER ? x : others;
    }

    private static PostError error(Network network, int number) {
        var error = Code.find(number)
                .map(code -> PostError.of(network, code))
                .orElseGet(() -> PostError.told(network, number));
        return number == Code.RATE_LIMITED.number() ? error.withDetails("3600", null) : error;
    }
}
