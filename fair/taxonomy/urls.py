"""Addresses of the vocabulary: what its terms are found by."""

from django.urls import path

from fair.taxonomy import views

app_name = "taxonomy"

urlpatterns = [path("<slug:vocabulary>/", views.words, name="words")]
