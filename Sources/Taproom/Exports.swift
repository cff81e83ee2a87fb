// The API uses types of TaproomHTTP and TaproomViews, so an application that imports Taproom gets both modules.
@_exported import TaproomHTTP
@_exported import TaproomViews
