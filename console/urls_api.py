"""Addresses that programs use: the skill server of KakaoTalk's bot."""

from django.urls import path

from console.skill.views import skill

urlpatterns = [path("webhooks/kakao/<str:path>/skill", skill, name="kakao-skill")]
