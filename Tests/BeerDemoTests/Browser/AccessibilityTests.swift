import Foundation
import TestSupport
import Testing

extension InChromium {
    /// The accessibility of the page.
    @Suite struct AccessibilityTests {
        @Test(arguments: ["development", "production"]) func thePageIsForEverybody(environment: String) async throws {
            let server = try await DemoServer.start(["--environment", environment, "--session-max-age", "2"])
            try await PageInBrowser.use(server) { page in
                try await page.browser.devTools(
                    "Emulation.setEmulatedMedia", ["features": [["name": "prefers-reduced-motion", "value": "reduce"]]])
                try await page.open()
                #expect(try await page.browser.run(Self.audit, as: [String].self) == [])
                try await page.pour(expecting: 1)
                #expect(try await page.browser.run(Self.audit, as: [String].self) == [])
                let moving: Int = try await page.browser.run("return document.getAnimations().length")
                #expect(moving == 0)
                try await page.browser.wait(for: "This session has expired.", in: ".session")
                #expect(try await page.browser.run(Self.audit, as: [String].self) == [])
                try await page.browser.click("[aria-describedby=about-end]")
                try await page.browser.wait(for: "This session has ended.", in: ".session")
                #expect(try await page.browser.run(Self.audit, as: [String].self) == [])
                try await page.open()
                try await page.browser.open(page.url + "nothing")
                #expect(try await page.browser.run(Self.audit, as: [String].self) == [])
                // The browser itself logs a page that does not exist.
                #expect(try await page.browser.console().allSatisfy { $0.contains("404") })
            }
        }

        @Test func theTreeHasRolesAndNames() async throws {
            try await PageInBrowser.use(try await DemoServer.start()) { page in
                try await page.open()
                let tree: Tree = try await page.browser.devTools("Accessibility.getFullAXTree")
                let nodes = tree.nodes.filter { $0.ignored != true }
                    .map { "\($0.role?.value ?? "") \($0.name?.value ?? "")".trimmingCharacters(in: .whitespaces) }
                for node in [
                    "main", "heading Click To Generate a Craft Beer Name!", "button Pour Another",
                    "region Session Info",
                    "region Experiments", "region What just happened", "button New session", "button End session",
                    "alert",
                    "status",
                ] {
                    #expect(nodes.contains(node), "\(node) in \(nodes)")
                }
            }
        }

        private struct Tree: Decodable {
            let nodes: [Node]
        }

        private struct Node: Decodable {
            struct Text: Decodable {
                let value: String?

                init(from decoder: any Decoder) throws {
                    let container = try decoder.container(keyedBy: Key.self)
                    value = try? container.decode(String.self, forKey: .value)
                }

                private enum Key: CodingKey { case value }
            }

            let ignored: Bool?
            let role: Text?
            let name: Text?
        }

        @Test func thePolicyHoldsAndIsWatched() async throws {
            try await WebBrowser.use { browser in
                let page = PageInBrowser(browser: browser, server: try await DemoServer.start())
                try await page.open()
                #expect(try await browser.console() == [])
                // The script below must not run, which the console would report.
                let ran: Bool = try await browser.run(
                    """
                    const script = document.createElement('script');
                    script.textContent = 'window.ran = true';
                    document.body.append(script);
                    return window.ran ?? false;
                    """)
                #expect(!ran)
                #expect(try await browser.console().contains { $0.contains("Content Security Policy") })
            }
        }

        @Test func thePageIsLight() async throws {
            let server = try await DemoServer.start()
            let browser = Browser(server)
            var bytes = 0
            for path in ["/", "/style.css", "/app.js", "/favicon.svg"] {
                bytes += try await browser.get(path).body.count
            }
            bytes = try await bytes + browser.pour().body.count
            #expect(bytes < 30_000)
        }

        /// A script that returns the problems of the page: names, structure, references, size of targets, and contrast
        /// by WCAG 2 AA.
        private static let audit = """
            const wrong = [];
            const all = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
            if (!document.documentElement.lang) wrong.push('no language');
            if (!document.title) wrong.push('no title');
            if (all('main').length !== 1) wrong.push('not one main');
            if (all('h1').length !== 1) wrong.push('not one h1');
            let level = 0;
            for (const heading of all('h1, h2, h3, h4')) {
              const next = Number(heading.tagName[1]);
              if (next > level + 1) wrong.push('skipped level: ' + heading.textContent);
              level = next;
            }
            const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
            if (new Set(ids).size !== ids.length) wrong.push('an id twice');
            for (const name of ['aria-labelledby', 'aria-describedby']) {
              for (const e of document.querySelectorAll(`[${name}]`)) {
                if (!document.getElementById(e.getAttribute(name))) wrong.push(name + ' leads nowhere');
              }
            }
            for (const e of all('img:not([alt])')) wrong.push('no alt: ' + e.src);
            for (const e of all('button, a, input')) {
              const name = e.getAttribute('aria-label') ?? e.textContent;
              if (!name.trim()) wrong.push('no name: ' + e.outerHTML);
              const box = e.getBoundingClientRect();
              if (e.tagName !== 'A' && Math.min(box.width, box.height) < 24) wrong.push('too small: ' + name);
            }
            const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
            const luminance = ([r, g, b]) => {
              const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
              return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
            };
            // The page's own background is a gradient: each of its colours counts.
            const backgrounds = (e) => {
              for (; e; e = e.parentElement) {
                const style = getComputedStyle(e);
                const images = style.backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? [];
                const colour = numbers(style.backgroundColor);
                if (colour[3] !== 0) return [colour, ...images.map(numbers)];
              }
              return [[255, 255, 255]];
            };
            for (const e of all('body *')) {
              if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
              const style = getComputedStyle(e);
              const size = parseFloat(style.fontSize);
              const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
              const text = luminance(numbers(style.color));
              for (const background of backgrounds(e)) {
                const [light, dark] = [text, luminance(background)].sort((a, b) => b - a);
                const ratio = (light + 0.05) / (dark + 0.05);
                if (ratio < (isLarge ? 3 : 4.5)) {
                  wrong.push(`contrast ${ratio.toFixed(2)}: ${e.textContent.trim().slice(0, 40)}`);
                }
              }
            }
            return wrong;
            """
    }
}
