import Synchronization

/// Generates beers: playful names, each with a matching style.
///
/// The first generator of a process trains the model, which takes some milliseconds. The others share it. The model
/// never changes after that, so any number of tasks may use a generator at once.
public struct BeerNameGenerator: Sendable {
    /// The styles of beers, in the order of the corpus.
    public static var styles: [String] { NameModel.shared.styles }

    private let model: NameModel

    public init() {
        model = .shared
    }

    /// Returns a beer of `style`, which is spelled as in ``styles``. If it is nil or not one of them, the style is
    /// random, and each style is equally likely.
    ///
    /// It takes one number from `generator`. Equal numbers result in equal beers on every machine.
    public func next(style: String? = nil, using generator: inout some RandomNumberGenerator) -> Beer {
        var random = SeededRandom(seed: generator.next())
        let styles = model.styles
        let index = style.flatMap { styles.firstIndex(of: $0) } ?? random.index(below: styles.count)
        return Beer(name: model.name(style: index, using: &random), style: styles[index])
    }

    /// Returns a beer of any style, a different one each time.
    ///
    /// It asks the system for a random number only once per process, because that takes longer than generating a name.
    public func next() -> Beer {
        var random = SeededRandom(seed: Self.seeds.wrappingAdd(SeededRandom.step, ordering: .relaxed).newValue)
        return next(using: &random)
    }

    private static let seeds = Atomic<UInt64>(.random(in: .min ... .max))
}

/// A generated beer.
public struct Beer: Sendable, Equatable {
    /// The name as it appears on a label: capitalized words with single spaces between them, 1 to 60 bytes of UTF-8.
    public let name: String

    /// The style of the beer, one of ``BeerNameGenerator/styles``.
    public let style: String

    public init(name: String, style: String) {
        self.name = name
        self.style = style
    }
}
