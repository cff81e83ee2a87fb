import BeerNames

/// Where beers come from.
enum BeerSource: Sendable {
    case generator(BeerNameGenerator)

    /// A beer; nil where none is to be had right now.
    func next() async -> Beer? {
        switch self {
        case .generator(let generator): generator.next()
        }
    }
}
