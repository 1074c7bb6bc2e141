package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.ControlException;
import dev.keelson.sandbox.server.SandboxReset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which networks were told not to tell the next posts' numbers, and how: {@code 485} is a story whose day is over. */
@RestController
@RequestMapping("/ayrshare/sandbox")
class AnalyticsFaults {
    private final Faults faults = new Faults();

    record FaultRequest(@Nullable String fail, @Nullable Integer calls) {}

    @PostMapping("/networks/{platform}/analytics")
    Map<String, Object> fail(@PathVariable String platform, @RequestBody FaultRequest request) {
        var network = Network.find(platform)
                .orElseThrow(() -> refused("The networks are: " + String.join(", ", Network.ids()) + "."));
        int calls = request.calls() == null ? 1 : request.calls();
        if (calls < 1) {
            throw refused("'calls' says how often to fail: 1 or more.");
        }
        int code = Optional.ofNullable(request.fail())
                .flatMap(word -> Faults.code(network, word))
                .orElseThrow(() -> refused("'fail' is one of Ayrshare's codes, such as \"485\"."));
        faults.tell(network, new Faults.Fault(code, calls));
        return Map.of("platform", network.id(), "code", code, "calls", calls);
    }

    Optional<PostError> next(Network network) {
        return faults.next(network);
    }

    @EventListener(SandboxReset.class)
    void reset() {
        faults.reset();
    }

    private static ControlException refused(String sentence) {
        return new ControlException(HttpStatus.BAD_REQUEST, sentence);
    }
}
