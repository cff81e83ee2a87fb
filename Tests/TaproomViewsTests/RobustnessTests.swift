import Testing

@testable import TaproomViews

struct RobustnessTests {
    /// A small generator with a seed, so that a failure can be reproduced.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let data: ViewValue = [
        "a": ["b": [["a": 1, "x": "<"], ["a": false]], "a": "text"], "b": [1, [2, nil], ["a": "y"]], "x": "&",
    ]

    /// Loads and renders the templates. Any error is accepted.
    private func exercise(_ bytes: [[UInt8]]) {
        let sources = bytes.enumerated().map { index, bytes in
            Source(name: index == 0 ? "a" : "b", file: "t\(index)", bytes: bytes)
        }
        do {
            let views = try Views(sources: sources)
            _ = try views.template("a").render(Self.data)
            _ = try views.view("a", of: Drink.self).render(Drink(name: "Ale", tags: [1]))
        } catch {
            #expect(!error.description.isEmpty)
        }
    }

    @Test func survivesRandomBytes() {
        var random = Generator(state: 7)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...64, using: &random)
            exercise([(0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }, []])
        }
    }

    @Test func survivesRandomTags() {
        let pieces = [
            "{{", "}}", "{{{", "}}}", "{{#a}}", "{{/a}}", "{{^b}}", "{{/b}}", "{{>a}}", "{{>b}}", "{{<a}}",
            "{{<b}}", "{{$a}}", "{{$x}}", "{{/x}}", "{{=| |=}}", "|={{ }}=|", "{{!", "{{.}}", "{{a.b}}",
            "{{x}}",
            "\n", "\r\n", " ", "\t", "text", "é", "{{&x}}", "=", ".", "{{#.}}", "{{/.}}",
        ].map { Array($0.utf8) }
        var random = Generator(state: 11)
        for _ in 0..<4_000 {
            exercise(
                (0..<2).map { _ in
                    (0..<Int.random(in: 0...14, using: &random)).flatMap { _ in
                        pieces.randomElement(using: &random) ?? []
                    }
                })
        }
    }

    /// The tags close in the right order, so most of these templates load and are rendered.
    @Test func survivesRandomNesting() {
        var random = Generator(state: 13)
        func body(_ depth: Int) -> String {
            let pairs = [
                ("{{#a}}", "{{/a}}"), ("{{^b}}", "{{/b}}"), ("{{<b}}", "{{/b}}"), ("{{$a}}", "{{/a}}"),
            ]
            return (0..<Int.random(in: 0...3, using: &random)).map { _ in
                guard depth > 0, Bool.random(using: &random), let pair = pairs.randomElement(using: &random)
                else {
                    return ["\n", "  ", "t", "{{x}}", "{{>b}}", "\n  {{>b}}\n", "{{.}}"]
                        .randomElement(using: &random) ?? ""
                }
                let line = Bool.random(using: &random) ? "\n" : ""
                return line + pair.0 + line + body(depth - 1) + pair.1 + line
            }.joined()
        }
        for _ in 0..<3_000 {
            exercise([Array(body(4).utf8), Array(body(3).utf8)])
        }
    }

    @Test func keepsBytesThatAreNotText() throws {
        let bytes: [UInt8] = [0xFF, 0x00, 0xC3, 0x28, 0xED, 0xA0, 0x80]
        let views = try Views(sources: [Source(name: "a", file: "a", bytes: bytes)])
        #expect(try views.template("a").render([:]) == bytes)
    }

    /// If this took more than linear time, it would take hours.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["{", "{{", "}}", " ", "{{!", "{{x}}", "\n", "{{#", " \n{{!x}}", "{{=a b=}}"])
    func readsLongInputsInLinearTime(piece: String) {
        exercise([Array(String(repeating: piece, count: 100_000).utf8), []])
    }
}
