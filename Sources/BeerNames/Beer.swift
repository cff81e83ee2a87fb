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
