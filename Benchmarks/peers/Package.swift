// swift-tools-version: 6.2
import PackageDescription

// It is a separate package, so that Taproom does not depend on the frameworks with which it is compared.
let package = Package(
    name: "peers",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(name: "taproom", path: "../.."),
    ],
    targets: [
        .executableTarget(
            name: "HummingbirdPlaintext", dependencies: [.product(name: "Hummingbird", package: "hummingbird")]),
        .executableTarget(
            name: "FlyingFoxPlaintext", dependencies: [.product(name: "FlyingFox", package: "FlyingFox")]),
        .executableTarget(
            name: "TemplateTiming",
            dependencies: [
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "TaproomViews", package: "taproom"),
            ]),
    ]
)
