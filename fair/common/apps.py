from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "fair.common"
    label = "common"
