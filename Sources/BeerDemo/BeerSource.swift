import BeerAPI
import BeerNames
import Logging

/// Where beers come from.
enum BeerSource: Sendable {
    case generator(BeerNameGenerator)
    case api(BeerAPI, Logger)

    init(_ settings: Settings, _ logger: Logger) {
        if let address = settings.beerAPI {
            self = .api(BeerAPI(address), logger)
        } else {
            self = .generator(BeerNameGenerator())
        }
    }

    /// A beer; nil where none is to be had right now.
    func next() async -> Beer? {
        switch self {
        case .generator(let generator): return generator.next()
        case .api(let api, let logger):
            do {
                return try await api.next()
            } catch {
                logger.warning("no beer", metadata: ["error": "\(error)"])
                return nil
            }
        }
    }
}
