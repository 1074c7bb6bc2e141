package dev.keelson.clients;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers reads that may be some minutes old from memory: those whose {@link ApiCall} names a cache. Where the vendor cannot be
 * asked, an answer that is older still is better than none, and marked.
 */
final class CacheStage implements ClientHttpRequestInterceptor {
    static final int NOT_MODIFIED = 304;

    private final Map<String, AnswerCache> caches;
    private final JsonMapper json;

    CacheStage(Map<String, VendorSettings.Cache> settings, InstantSource clock, JsonMapper json) {
        this.json = json;
        this.caches = settings.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> new AnswerCache(entry.getValue(), clock)));
    }

    Map<String, AnswerCache> caches() {
        return caches;
    }

    List<ClientStatus.CacheStatus> status() {
        return caches.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey()))
                .sorted(Comparator.comparing(ClientStatus.CacheStatus::name))
                .toList();
    }

    /** What vendors say about these is other now, or may be. */
    void evict(Iterable<String> subjects) {
        caches.values().forEach(cache -> subjects.forEach(cache::evict));
    }

    void evictAll() {
        caches.values().forEach(AnswerCache::evictAll);
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        Function<@Nullable String, StoredResponse> ask = etag -> {
            if (etag != null) {
                request.getHeaders().setIfNoneMatch(etag);
            }
            return readable((StoredResponse) Stages.call(() -> execution.execute(request, body)));
        };
        var place = CallContext.current().call().cache();
        AnswerCache cache = place == null ? null : caches.get(place.name());
        return place == null || cache == null
                ? Stages.call(() -> execution.execute(request, body))
                : response(cache.get(place.subject(), question(request, body), ask));
    }

    /** Some vendors want to be asked by POST. */
    private static String question(HttpRequest request, byte[] body) {
        return request.getURI() + " " + new String(body, StandardCharsets.UTF_8);
    }

    /** What cannot be read must not be kept. */
    private StoredResponse readable(StoredResponse response) {
        try {
            json.readTree(response.bytes());
            return response;
        } catch (JacksonException e) {
            throw new ApiException.UnexpectedBody(CallContext.current().failure("not JSON"), null);
        }
    }

    private static StoredResponse response(AnswerCache.Found found) {
        var headers = HttpHeaders.copyOf(found.kept().response().getHeaders());
        headers.set(Headers.AS_OF, found.kept().asOf().toString());
        if (found.stale()) {
            headers.set(Headers.STALE, "true");
        }
        return found.kept().response().with(headers);
    }

    static boolean isNotModified(StoredResponse response) {
        return response.getStatusCode().value() == NOT_MODIFIED;
    }
}
