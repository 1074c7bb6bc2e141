package dev.keelson.sandbox.server;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The sandbox's first page. */
@RestController
class IndexPage {
    private final List<StandIn> standIns;

    IndexPage(List<StandIn> standIns) {
        this.standIns = standIns;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String index() {
        return Html.page("Keelson sandbox", """
                <p>Stand-ins for the vendors that Keelson works with. Nothing here leaves this machine, and nothing
                here is real: no card is charged, nothing is published.</p>
                %s
                <h2>Control</h2>
                <ul>
                <li><a href="/control/webhooks">GET /control/webhooks?vendor=</a>: what was sent to Keelson</li>
                <li>POST /control/webhooks/{id}/resend: send one of them again</li>
                <li>POST, GET, DELETE /control/{vendor}/misbehaviour: let the next calls or webhooks go wrong</li>
                <li>POST /control/reset: forget everything</li>
                </ul>
                """.formatted(
                        standIns.stream().map(IndexPage::section).collect(Collectors.joining())));
    }

    private static String section(StandIn standIn) {
        var links = standIn.pages().entrySet().stream()
                .map(page -> "<li><a href=\"%s\">%s</a>: %s</li>"
                        .formatted(
                                HtmlUtils.htmlEscape(page.getKey()),
                                HtmlUtils.htmlEscape(page.getKey()),
                                HtmlUtils.htmlEscape(page.getValue())))
                .collect(Collectors.joining());
        return "<h2>%s</h2><p>%s</p><ul>%s</ul>"
                .formatted(HtmlUtils.htmlEscape(standIn.vendor()), HtmlUtils.htmlEscape(standIn.summary()), links);
    }
}
