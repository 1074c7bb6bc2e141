package dev.keelson.sandbox.server;

import org.springframework.web.util.HtmlUtils;

/** The frame of the sandbox's plain pages. */
public final class Html {
    private Html() {}

    /**
     * @param title plain text
     * @param body HTML, whose values the caller has escaped
     */
    public static String page(String title, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
                table { border-collapse: collapse } td, th { padding: .25rem .75rem .25rem 0; text-align: left }
                input, select { display: block; margin-bottom: .5rem; font: inherit } button { font: inherit }
                code { background: #f0f0f0; overflow-wrap: anywhere }
                </style>
                </head>
                <body>
                <h1>%1$s</h1>
                %2$s
                </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(title), body);
    }
}
