// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fleet",
    dependencies: [.package(name: "taproom", path: "../..")],
    targets: [
        .executableTarget(
            name: "Fleet",
            dependencies: [
                .product(name: "Taproom", package: "taproom"),
                .product(name: "TaproomSessions", package: "taproom"),
                .product(name: "TaproomRedis", package: "taproom"),
            ]),
        .testTarget(
            name: "FleetTests",
            dependencies: [
                "Fleet",
                .product(name: "TaproomTesting", package: "taproom"),
            ]),
    ]
)
