import BeerNames
import Taproom

/// The response of `/api/beer`, in the format of the API that the tutorial uses.
enum BeerReply {
    private struct Body: Encodable {
        struct Data: Encodable {
            let name: String
            let style: String
        }

        let status: Int
        var data: Data?
        var error: String?
    }

    static func beer(_ beer: Beer) -> Response {
        .json(Body(status: 200, data: .init(name: beer.name, style: beer.style)))
    }

    static var none: Response {
        .json(Body(status: 502, error: "The beer API does not name a beer."), status: .badGateway)
    }
}
