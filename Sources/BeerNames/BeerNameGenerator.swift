import Synchronization

/// Invents beers: a playful name and the style it goes with.
///
/// The first generator made in a process trains the model, which takes some milliseconds; the others share it.
/// The model never changes after that, so a generator may be used from any number of tasks at once.
public struct BeerNameGenerator: Sendable {
    /// The styles that beers come in, in the order of the corpus.
    public static var styles: [String] { NameModel.shared.styles }

    private let model: NameModel

    public init() {
        model = .shared
    }

    /// A beer of `style`, which is spelled as in ``styles``; of any style if it is nil or not one of them, each style
    /// being as likely as the others.
    ///
    /// Takes one number from `generator`; from equal numbers come equal beers on every machine.
    public func next(style: String? = nil, using generator: inout some RandomNumberGenerator) -> Beer {
        var random = SeededRandom(seed: generator.next())
        let styles = model.styles
        let index = style.flatMap { styles.firstIndex(of: $0) } ?? random.index(below: styles.count)
        return Beer(name: model.name(style: index, using: &random), style: styles[index])
    }

    /// A beer of any style, another one each time.
    ///
    /// The system is asked for a random number once in a process, as asking costs more than the name does.
    public func next() -> Beer {
        var random = SeededRandom(seed: Self.seeds.wrappingAdd(SeededRandom.step, ordering: .relaxed).newValue)
        return next(using: &random)
    }

    private static let seeds = Atomic<UInt64>(.random(in: .min ... .max))
}

/// An invented beer.
public struct Beer: Sendable, Equatable {
    /// The name as a label shows it: words with capitals, parted by single spaces, 1 to 60 bytes of UTF-8.
    public let name: String

    /// The style it is brewed in, one of ``BeerNameGenerator/styles``.
    public let style: String

    public init(name: String, style: String) {
        self.name = name
        self.style = style
    }
}
