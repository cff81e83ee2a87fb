import Foundation

/// A real browser.
public struct WebBrowser: Sendable {
    private let driver: ChromeDriver
    private let path: String

    /// Runs `body` with a new browser, then ends the browser.
    ///
    /// - Parameters:
    ///   - scripts: whether pages may run JavaScript.
    ///   - host: a name that resolves to this machine.
    ///   - profile: the folder in which the browser keeps its cookies for the next one; nil for a new profile.
    public static func use<Result>(
        scripts: Bool = true, host: String? = nil, profile: URL? = nil, _ body: (WebBrowser) async throws -> Result
    ) async throws -> Result {
        guard let driver = ChromeDriver.current else {
            throw TestSupportError(description: "the suite lacks the trait .chromeDriver")
        }
        // WebDriver reports no text for an element that is still fading in.
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--force-prefers-reduced-motion",
        ]
        if let host { arguments.append("--host-resolver-rules=MAP \(host) 127.0.0.1") }
        if let profile { arguments.append("--user-data-dir=\(profile.path)") }
        var options: [String: Any] = ["args": arguments]
        if !scripts { options["prefs"] = ["profile.managed_default_content_settings.javascript": 2] }
        let capabilities: [String: Any] = [
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
        ]
        let session: NewSession = try await driver.send(
            .post, "/session", ["capabilities": ["alwaysMatch": capabilities]])
        let browser = WebBrowser(driver: driver, path: "/session/\(session.sessionId)")
        do {
            let result = try await body(browser)
            try await browser.close()
            return result
        } catch {
            try await browser.close()
            throw error
        }
    }

    private struct NewSession: Decodable {
        let sessionId: String
    }

    private func close() async throws {
        let _: Nothing? = try await driver.send(.delete, path)
    }

    private struct Nothing: Decodable {}

    private func command(_ name: String, _ body: [String: Any]) async throws {
        let _: Nothing? = try await driver.send(.post, path + name, body)
    }

    // MARK: Pages

    public func open(_ url: String) async throws { try await command("/url", ["url": url]) }
    public func reload() async throws { try await command("/refresh", [:]) }
    public func address() async throws -> String { try await driver.send(.get, path + "/url") }

    /// Opens a tab with the same profile, and switches to it. Returns the windows of both.
    public func openTab() async throws -> (old: String, new: String) {
        let old: String = try await driver.send(.get, path + "/window")
        let tab: Tab = try await driver.send(.post, path + "/window/new", ["type": "tab"])
        try await select(tab: tab.handle)
        return (old, tab.handle)
    }

    private struct Tab: Decodable {
        let handle: String
    }

    public func select(tab: String) async throws { try await command("/window", ["handle": tab]) }

    /// Sets the width of the page, for example to that of a phone or a large window.
    public func resize(width: Int, height: Int = 800) async throws {
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    /// Sends a command of the DevTools protocol.
    public func devTools(_ name: String, _ parameters: [String: Any]) async throws {
        try await command("/goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    /// Sends a command of the DevTools protocol, and returns its result.
    public func devTools<Value: Decodable>(
        _ name: String, _ parameters: [String: Any] = [:], as type: Value.Type = Value.self
    ) async throws -> Value {
        try await driver.send(.post, path + "/goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    // MARK: Elements

    private func element(_ selector: String) async throws -> String {
        let found: [String: String] = try await driver.send(
            .post, path + "/element", ["using": "css selector", "value": selector])
        guard let id = found.values.first else { throw TestSupportError(description: "no element \(selector)") }
        return id
    }

    public func click(_ selector: String) async throws {
        try await command("/element/\(element(selector))/click", [:])
    }

    /// Returns the visible text of an element.
    public func text(_ selector: String) async throws -> String {
        try await driver.send(.get, path + "/element/\(element(selector))/text")
    }

    /// Returns the number of elements.
    public func count(_ selector: String) async throws -> Int {
        let found: [[String: String]] = try await driver.send(
            .post, path + "/elements", ["using": "css selector", "value": selector])
        return found.count
    }

    /// Waits until the text of an element contains a text.
    public func wait(for text: String, in selector: String) async throws {
        var last = ""
        try await eventually("'\(text)' in \(selector), which says '\(last)'") {
            last = (try? await self.text(selector)) ?? ""
            return last.contains(text)
        }
    }

    /// Presses and releases a key, given as a character or a code point of the WebDriver protocol.
    public func press(_ key: String) async throws {
        try await command(
            "/actions",
            [
                "actions": [
                    [
                        "type": "key", "id": "keyboard",
                        "actions": [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]],
                    ] as [String: Any]
                ]
            ])
    }

    // MARK: State

    /// Returns a screenshot of the window as PNG.
    public func screenshot() async throws -> Data {
        let text: String = try await driver.send(.get, path + "/screenshot")
        guard let data = Data(base64Encoded: text) else {
            throw TestSupportError(description: "the screenshot is not in base64")
        }
        return data
    }

    /// Runs a script in the page, and returns its result.
    public func run<Value: Decodable>(_ script: String, as type: Value.Type = Value.self) async throws -> Value {
        try await driver.send(.post, path + "/execute/sync", ["script": script, "args": [Any]()])
    }

    public struct Cookie: Decodable, Sendable {
        public let name: String
        public let value: String
        public let path: String
        public let httpOnly: Bool
        public let secure: Bool
        public let expiry: Int?
    }

    public func cookies() async throws -> [Cookie] { try await driver.send(.get, path + "/cookie") }

    /// Returns the messages in the console since the last call, including violations of the Content-Security-Policy.
    public func console() async throws -> [String] {
        let entries: [Entry] = try await driver.send(.post, path + "/se/log", ["type": "browser"])
        return entries.map { "\($0.level): \($0.message)" }
    }

    /// Returns the documents loaded since the last call: their addresses, and the browser's description of the
    /// connection's security, which the address bar shows.
    public func documents() async throws -> [(url: String, securityState: String)] {
        let entries: [Entry] = try await driver.send(.post, path + "/se/log", ["type": "performance"])
        return entries.compactMap { entry in
            guard let event = try? JSONDecoder().decode(NetworkEvent.self, from: Data(entry.message.utf8)).message,
                event.method == "Network.responseReceived", event.params.type == "Document",
                let response = event.params.response
            else { return nil }
            return (response.url, response.securityState ?? "")
        }
    }

    private struct NetworkEvent: Decodable {
        struct Message: Decodable {
            struct Parameters: Decodable {
                struct Response: Decodable {
                    let url: String
                    let securityState: String?
                }

                let type: String?
                let response: Response?
            }

            let method: String
            let params: Parameters
        }

        let message: Message
    }

    private struct Entry: Decodable {
        let level: String
        let message: String
    }
}
